// A mutation whose row joins a list that is shown.
graphql`
  mutation AlignmentMutation($input: AlignmentCreateInput!, $connections: [ID!]!) {
    alignmentCreate(input: $input) {
      alignment @appendNode(connections: $connections, edgeTypeName: "AlignmentEdge") {
        id
        state
      }
      userErrors {
        code
        message
        path
        ... on AlignmentCycleError {
          cycle {
            title
          }
        }
      }
    }
  }
`;
