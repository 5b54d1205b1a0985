// One goal with what it is for.
graphql`
  query GoalQuery($id: ID!) {
    objective(by: { id: $id }) {
      id
      version
      title
      keyResults {
        nodes {
          target
          current
        }
      }
      alignedTo(first: 10) @connection(key: "Goal_alignedTo") {
        edges {
          node {
            parent {
              title
            }
          }
        }
      }
    }
  }
`;
