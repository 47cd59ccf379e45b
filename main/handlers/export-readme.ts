/** The short text inside an export: what the files are and how to load them, in both languages. */

const load = {
  keras: { file: 'model.keras', code: 'import keras\nmodel = keras.saving.load_model("model.keras")' },
  tfjs: {
    file: 'model.json',
    code: "import * as tf from '@tensorflow/tfjs';\nconst model = await tf.loadLayersModel('model.json');",
  },
} as const;

export function exportReadme(format: keyof typeof load, project: string, run: number): string {
  const { file, code } = load[format];
  return `${project}, run ${run}

${file} holds the model. Load it with

${code}

recipe.json says how the data were prepared: the source's columns, the steps, and under "fitted" the values that were
computed from the training part (scales, classes, lengths). Prepare new data in the same way before predicting.

${file} 是模型文件，可用上面的代码加载。recipe.json 记录数据的准备方式：来源的列、各个步骤，以及 "fitted" 中由训练部分
计算得到的值（缩放、类别、长度）。预测之前，请用同样的方式准备新数据。
`;
}
