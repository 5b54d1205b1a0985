// A mutation whose row is shown already.
graphql`
  mutation RenamingMutation($input: ObjectiveUpdateInput!) {
    objectiveUpdate(input: $input) {
      objective {
        version
        title
      }
      userErrors {
        code
        path
      }
    }
  }
`;
