/** What a model file may hold before we refuse to read it: a small file can unpack to anything. */
export const limits = {
  /** One JSON text: config, metadata, topology. */
  configBytes: 16 * 2 ** 20,
  /** Weights of one file, and all entries of an archive together. */
  weightBytes: 2 * 2 ** 30,
  /** Bytes declared for each byte stored: beyond it, what is large is a bomb. */
  ratio: 1000,
  /** Below this nothing is a bomb: zeros shrink well. */
  harmlessBytes: 64 * 2 ** 20,
  entries: 1000,
  /** Objects in one list of a config, and entries of one object; the largest known models have about a thousand layers. */
  layers: 2000,
  /** Characters of one text in a config: a name, a path. Program code is longer, and is refused as what it is. */
  text: 2000,
  /** Members of all objects of a config together. */
  members: 200_000,
  /** Objects of a config, those of a nested model once for each of its calls: what computing shapes takes. */
  expanded: 50_000,
  /** Levels of JSON; a model within a model takes six. */
  depth: 200,
  /** Levels of HDF5 groups, and objects in one file. */
  groupDepth: 40,
  objects: 20_000,
  /** What finding all objects costs, by the cube of their depth: links make few groups stand in very many places. */
  groupSteps: 4_000_000,
  /** Parts of one array: each takes a look-up, also where nothing was stored for it. */
  chunks: 100_000,
  params: 1_000_000_000,
} as const;

/** Whether so many declared bytes are refused, where so many are stored. */
export const isBomb = (declared: number, stored: number): boolean =>
  declared > limits.weightBytes || (declared > limits.harmlessBytes && declared > limits.ratio * Math.max(1, stored));
