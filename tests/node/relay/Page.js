// What a page asks at once.
graphql`
  query PageQuery($id: ID!) {
    ...ObjectiveList
    node(id: $id) {
      __typename
      ...ObjectiveKeyResults @alias
      ...Alignments @alias
    }
  }
`;
