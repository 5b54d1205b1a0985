// A mutation whose row joins a list that is shown.
graphql`
  mutation LinkingMutation($input: AlignmentCreateInput!, $connections: [ID!]!) {
    alignmentCreate(input: $input) {
      alignment @appendNode(connections: $connections, edgeTypeName: "AlignmentEdge") {
        parent {
          title
        }
      }
      userErrors {
        code
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
