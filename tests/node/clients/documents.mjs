// What both caches are asked, in words: each client has its own way to parse them.
export const PAGE = `
  query Page($after: String) {
    objectives(first: 2, after: $after, filter: { level: { eq: TEAM } }, orderBy: [{ field: TITLE }]) {
      totalCount
      edges { cursor node { id title } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;
export const ONE = `
  query One($id: ID!) {
    objective(by: { id: $id }) {
      id title version
      keyResults { nodes { id title start target current } }
      alignedTo { nodes { id weight parent { id title } } }
    }
  }
`;
export const LINK = `
  mutation Link($input: AlignmentCreateInput!) {
    alignmentCreate(input: $input) {
      alignment { id weight }
      userErrors { code message path ... on AlignmentCycleError { cycle { id title } } }
    }
  }
`;
export const RENAME = `
  mutation Rename($input: ObjectiveUpdateInput!) {
    objectiveUpdate(input: $input) { objective { id version title } userErrors { code path } }
  }
`;
