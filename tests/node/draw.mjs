// Graphviz itself, compiled for node: tells of a file of DOT where it would draw what.
import { readFileSync } from "node:fs";
import { Graphviz } from "@hpcc-js/wasm-graphviz";

const graphviz = await Graphviz.load();
process.stdout.write(graphviz.layout(readFileSync(process.argv[2], "utf8"), "plain"));
