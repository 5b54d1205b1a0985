// What goes wrong as a whole, and what goes wrong in part.
graphql`
  query FailingQuery($cursor: String) {
    objectives(after: $cursor) {
      totalCount
    }
  }
`;
graphql`
  query FailingPartQuery {
    organization {
      id
      slug
    }
    lineOfSight(fromId: "nothing") @catch(to: RESULT) {
      reach
    }
  }
`;
