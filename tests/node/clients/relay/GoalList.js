// A list of the root, page by page.
graphql`
  fragment GoalList on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" })
  @refetchable(queryName: "GoalListPaginationQuery") {
    objectives(first: $count, after: $cursor, filter: { level: { eq: TEAM } }, orderBy: [{ field: TITLE }])
      @connection(key: "GoalList_objectives") {
      totalCount
      edges {
        node {
          title
        }
      }
    }
  }
`;
