// A list within a node, page by page: the next page asks node(id:).
graphql`
  fragment ObjectiveKeyResults on Objective
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" })
  @refetchable(queryName: "ObjectiveKeyResultsPaginationQuery") {
    keyResults(first: $count, after: $cursor) @connection(key: "ObjectiveKeyResults_keyResults") {
      edges {
        node {
          title
          alignedTo(last: 1) {
            nodes {
              state
            }
          }
        }
      }
    }
  }
`;
