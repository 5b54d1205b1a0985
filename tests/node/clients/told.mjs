// What the test tells a program, and how the program answers.
//   node PROGRAM STORY TOLD   where the program has the stories that it exports here
export const told = JSON.parse(process.argv[3]);

export const headers = { authorization: `Bearer ${told.token}` };

export async function tell(stories) {
  console.log(JSON.stringify(await stories[process.argv[2]]()));
  process.exit(0); // a client may keep the process alive with its timers
}
