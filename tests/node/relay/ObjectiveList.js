// A list of the root, page by page.
graphql`
  fragment ObjectiveList on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "ObjectiveListPaginationQuery") {
    objectives(first: $count, after: $cursor, filter: { level: { eq: TEAM } }, orderBy: [{ field: TITLE, direction: ASC }])
      @connection(key: "ObjectiveList_objectives") {
      totalCount
      edges {
        node {
          title
          ...ObjectiveKeyResults
        }
      }
    }
  }
`;
