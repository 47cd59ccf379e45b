/** The short text inside an export: what the files are and how to use them, in both languages. */
import type { ExportFormat } from '../../shared/contract/export-formats.ts';
import { weftObjectsFile } from '../export/weft-objects.ts';

interface Both {
  readonly english: string;
  readonly chinese: string;
}

/** For both of Keras' files. `further` follows the lines that load the model. */
const python = (file: string, further: Both): Both => ({
  english: `  ${file.padEnd(13)}  the model
  recipe.json    how the data were prepared: the source's columns, the steps, and under "fitted" the values computed
                 from the training part (scales, classes, lengths)
  predict.py     prepares a new file in the same way and prints a prediction for each sample

In this folder, with Python 3 and "pip install keras tensorflow numpy":

  python predict.py               shows the model
  python predict.py NEW-FILE      predicts (a CSV in UTF-8 with the columns of the training data, or a text)

In a program of your own:

  import keras
  model = keras.saving.load_model("${file}")
${further.english}`,
  chinese: `  ${file.padEnd(13)}  模型
  recipe.json    数据的准备方式：来源的列、各个步骤，以及 "fitted" 中由训练部分计算得到的值（缩放、类别、长度）
  predict.py     用同样的方式准备新文件，并为每个样本输出预测

在此文件夹中，使用 Python 3 并运行 "pip install keras tensorflow numpy" 之后：

  python predict.py               显示模型
  python predict.py 新文件         预测（UTF-8 编码、列与训练数据相同的 CSV，或一段文本）

在自己的程序中：

  import keras
  model = keras.saving.load_model("${file}")
${further.chinese}`,
});

/** Keras 3 builds the optimizer of an .h5 file for no weights at all; these lines do it for the model's. */
const restoreOptimizer = `
  import h5py
  optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
  optimizer.build(model.trainable_variables)
  with h5py.File("model.h5") as file:
      state = file["optimizer_weights"]
      optimizer.set_weights([state[name][()] for name in state.attrs["weight_names"]])
  model.compile(optimizer, loss=model.loss)
`;

const texts: Readonly<Record<ExportFormat, Both>> = {
  keras: python('model.keras', {
    english: `
The file also holds the optimizer with its state: model.fit goes on where the training ended.
`,
    chinese: `
文件中还包含优化器及其状态：model.fit 会从训练结束处继续。
`,
  }),
  h5: python('model.h5', {
    english: `
To train it further, prefer a .keras export: Keras 3 does not restore the optimizer of an .h5 file by itself. With one:
${restoreOptimizer}`,
    chinese: `
若要继续训练，建议导出 .keras 文件：Keras 3 不会自行恢复 .h5 文件中的优化器。如需使用 .h5：
${restoreOptimizer}`,
  }),
  tfjs: {
    english: `  model.json     the model; weights lie in the .bin files beside it
  recipe.json    how the data were prepared: the source's columns, the steps, and under "fitted" the values computed
                 from the training part (scales, classes, lengths). Prepare new data in the same way.

In a web page, with these files on the same server:

  import * as tf from '@tensorflow/tfjs';
  const model = await tf.loadLayersModel('model.json');

In Node, in this folder, with "npm install @tensorflow/tfjs-node":

  import * as tf from '@tensorflow/tfjs-node';
  const model = await tf.loadLayersModel('file://model.json');
`,
    chinese: `  model.json     模型；权重在旁边的 .bin 文件中
  recipe.json    数据的准备方式：来源的列、各个步骤，以及 "fitted" 中由训练部分计算得到的值（缩放、类别、长度）。
                 预测之前，请用同样的方式准备新数据。

在网页中（这些文件放在同一服务器上）：

  import * as tf from '@tensorflow/tfjs';
  const model = await tf.loadLayersModel('model.json');

在 Node 中（在此文件夹里，先运行 "npm install @tensorflow/tfjs-node"）：

  import * as tf from '@tensorflow/tfjs-node';
  const model = await tf.loadLayersModel('file://model.json');
`,
  },
};

/** What is said where the model or its training uses classes that Keras does not have. */
const ownClasses: Both = {
  english: `
This model uses classes of Weft Studio's own. They are in weft_objects.py; write

  import weft_objects

before the line that loads the model (predict.py does).
`,
  chinese: `
此模型使用了 Weft Studio 自己的类，它们在 weft_objects.py 中；请在加载模型的那一行之前写上

  import weft_objects

（predict.py 已经这样做）。
`,
};

/** `files`: names of the files beside it. */
export function exportReadme(format: ExportFormat, project: string, run: number, files: readonly string[]): string {
  const own = files.includes(weftObjectsFile) ? ownClasses : { english: '', chinese: '' };
  const { english, chinese } = texts[format];
  return `${project}, run ${run} · 第 ${run} 次训练\n\n${english}${own.english}\n${chinese}${own.chinese}`;
}
