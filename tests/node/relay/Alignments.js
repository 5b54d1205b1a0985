// The same on an interface, both ways.
graphql`
  fragment Alignments on Alignable
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" })
  @refetchable(queryName: "AlignmentsPaginationQuery") {
    title
    alignedTo(last: $count, before: $cursor) @connection(key: "Alignments_alignedTo") {
      edges {
        node {
          state
        }
      }
    }
  }
`;
