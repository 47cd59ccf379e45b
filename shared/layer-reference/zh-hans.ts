/** The hand-written part of the layer reference in Simplified Chinese. */
import type { LayerProseBook } from './prose.ts';

export const chinese: LayerProseBook = {
  input: {
    example: '表格每行是一个时间步，切成 10 步、3 列的窗口：输入层给出的每个样本就是 10 × 3 个数值。',
    pitfalls: [
      '形状尽量交给数据配方决定：手动设定的形状不会随窗口的改动而变。',
      '有多个输入层时，按顺序或按您设定的名称与配方的输入对应。',
    ],
  },
  output: {
    example: '接在 5 个单元的 [dense] 之后，标明这 5 个数值就是模型的结果。',
    pitfalls: ['到达这里的形状必须与目标一致；不一致时，问题列表会说明该改哪一边。'],
  },
  masking: {
    example: '长度 19 到 129 步的序列用 −10 填充到 129 步：掩码值设为 −10，后面的 [lstm] 就只读真实的步。',
    pitfalls: [
      '请选真实数据中绝不会出现的值。数据缩放后真实的一步可能全为 0，因此 0 往往不合适。',
      '只有一步的全部特征都等于掩码值，这一步才会被跳过。',
      '[flatten]、[conv1d] 等层会终止掩码，编辑器会标出终止的位置。',
    ],
  },
  embedding: {
    example: '评论表示为词的编号，词表大小 20,000：每个词变成由 50 个数组成、可学习的向量。',
    pitfalls: [
      '词表大小必须大于数据中的最大编号，填充用的编号也要算在内。',
      '若文本用 0 填充，请打开<maskZero>，否则填充会被当成一个词。',
    ],
  },
  timeDistributed: {
    example: '视频：用 [timeDistributed] 包住 [conv2d]，以同一组滤波器逐一查看 50 帧，再由 [lstm] 读取这 50 个结果。',
    pitfalls: ['[dense] 本来就逐步作用，再包一层只是多了一个名称。', '输入在被包层所需的轴之前，还要有一个时间轴。'],
  },
  lstm: {
    example: '读取波形的 50 个值，预测它接下来的走势：20 个单元的 [lstm]，后接 5 个单元的 [dense]。',
    pitfalls: [
      '默认只给出最后一步。后面再接循环层时，请在这里打开<returnSequences>。',
      '它需要序列：如果到达的是向量，请在前面加 [repeatVector] 或 [reshape]。',
      '<recurrentDropout>会让每一步变慢，请先试普通的 [dropout]。',
      '<stateful>要求批大小固定、样本按顺序，不能打乱。',
    ],
  },
  gru: {
    example: '[lstm] 可用但太慢，或数据不多时：单元数相同的 [gru] 只有四分之三的权重。',
    pitfalls: [
      '与 [lstm] 一样，不打开<returnSequences>就只给出最后一步。',
      '<resetAfter>会改变算法，两种权重不能通用。',
    ],
  },
  simpleRnn: {
    example: '约 20 步以内的短序列；或者配合 relu 与单位矩阵初始化，逐像素读取图像（IRNN）。',
    pitfalls: [
      '它容易遗忘：几十步之前的内容几乎没有影响。长序列请用 [lstm] 或 [gru]。',
      '使用 relu 时数值可能无限增大，请在训练设置中限制梯度（范数 1）。',
    ],
  },
  bidirectional: {
    example: '判断一句话的情绪：后面的词有助于理解前面的词，因此 [lstm] 从两端同时阅读。',
    pitfalls: ['不适合预测未来：倒着读等于已经知道未来。', '选择<choice.concat>时，输出宽度是被包层的两倍。'],
  },
  convLstm2d: {
    example: '十张 16 × 16 的降雨雷达图：下一张会是什么样？',
    pitfalls: ['它需要（时间, 高, 宽, 通道），加上批共五个轴。', '速度慢、内存占用大，请先用小图和少量滤波器。'],
  },
  attention: {
    example: '解码器（查询，10 步）查看编码器的结果（值，7 步），在每一步挑出重要的部分。',
    pitfalls: ['查询与键的特征数必须相同。', '它不知道先后顺序：顺序信息必须包含在特征里。'],
  },
  additiveAttention: {
    example: '与 [attention] 相同，适合查询与键尺度不同的情形：tanh 不让个别大数单独决定结果。',
    pitfalls: ['比 [attention] 更占内存：要同时存放 查询步数 × 值步数 × 特征数。'],
  },
  multiHeadAttention: {
    example:
      'Transformer 的一步：查询与值是同样的 10 步、16 个特征，四个头从四个角度查看，后接 [add] 与 [layerNormalization]。',
    pitfalls: [
      '自注意力请把同一个序列同时接到查询与值。',
      '预测与文本生成请打开<useCausalMask>，否则每一步都会看到未来。',
      '它不知道先后顺序：请在特征中加入位置信息。',
    ],
  },
  conv1d: {
    example: '传感器有 100 步、3 个通道：16 个长度为 5 步的滤波器，能在任何位置找出尖峰与边沿。',
    pitfalls: [
      '选择<choice.valid>时，序列会缩短“滤波器长度减 1”步；<choice.same>保持长度。',
      '预测请用<choice.causal>，这样任何一步都看不到后面的步。',
      '它不读掩码：填充的步会被当成数据。',
    ],
  },
  separableConv1d: {
    example: '通道多而数据少时：所需权重只是 [conv1d] 的一小部分。',
    pitfalls: ['只有一两个通道时省不了什么。它不读掩码。'],
  },
  depthwiseConv1d: {
    example: '把 8 个传感器混合之前，先各自平滑。',
    pitfalls: ['通道之间从不混合：请在后面接 [dense] 或 [conv1d]。'],
  },
  conv2d: {
    example: '28 × 28 × 1 的数字图像：16 个 3 × 3 的滤波器找出边缘与弧线。',
    pitfalls: [
      '它需要（高, 宽, 通道）：灰度图也要有大小为 1 的通道轴。',
      '接 [dense] 之前请加 [flatten] 或 [globalAveragePooling2d]。',
      '图像序列请用 [timeDistributed] 包住它。',
    ],
  },
  maxPooling1d: {
    example: '接在 [conv1d] 之后：100 步变成 50 步，每两步保留较强的响应。',
    pitfalls: ['选择<choice.valid>时，末尾凑不满一个窗口的步会被丢掉。', '它会终止掩码。'],
  },
  maxPooling2d: {
    example: '接在 [conv2d] 之后：28 × 28 的图像变成 14 × 14。',
    pitfalls: ['连用几次后，图像可能比窗口还小：请减少次数，或选<choice.same>。'],
  },
  averagePooling1d: {
    example: '把每小时的值变成两小时的平均值。',
    pitfalls: ['短暂的尖峰会被平均掉，[maxPooling1d] 则会保留。它会终止掩码。'],
  },
  averagePooling2d: { example: '缩小图像，窗口里的每一点都算数，而不只是最亮的一点。', pitfalls: ['细线会变淡。'] },
  globalAveragePooling1d: {
    example: '把评论中所有词的向量变成一个：它们的平均。这是最快的文本分类方法。',
    pitfalls: ['顺序会丢失：“不好，是坏的”与“不坏，是好的”看起来一样。'],
  },
  globalMaxPooling1d: {
    example: '序列中是否出现过这种模式？取所有步中最强的响应。',
    pitfalls: ['它看不到掩码，填充的步也算在内；填充的 0 可能胜过负值。'],
  },
  globalAveragePooling2d: {
    example: '图像分类器的结尾：14 × 14 × 16 变成 16 个数，省去 [flatten] 加 [dense] 的大量权重。',
    pitfalls: ['图像中的位置信息会丢失。'],
  },
  globalMaxPooling2d: {
    example: '图像中有没有这种模式？每个通道给出一个数。',
    pitfalls: ['一个过亮的异常点就能决定结果，位置信息也会丢失。'],
  },
  dense: {
    example: '最后一层：五个类别用 5 个单元加 softmax，是或否用 1 个单元加 sigmoid，一个数值用 1 个线性单元。',
    pitfalls: [
      '接在序列之后时，它对每一步分别作用；如果只要一个答案，请让前一层只给出最后一步。',
      '图像在它之前需要 [flatten]。',
      '激活函数与损失要配套：softmax 配交叉熵，线性配平方误差。',
    ],
  },
  activation: {
    example: '[dense]、[batchNormalization]，然后单独一层激活函数。',
    pitfalls: ['大多数层自带激活函数，连用两个往往并非本意。'],
  },
  relu: {
    example: '[dense] 或卷积层之间最常用的非线性。',
    pitfalls: ['输入始终为负的单元不再学习；请降低学习率，或改用 [leakyRelu]。'],
  },
  leakyRelu: { example: '许多单元已经失效时，用它代替 [relu]。', pitfalls: ['斜率太大时，这一层几乎成了线性的。'] },
  prelu: {
    example: '大型图像模型，值得让斜率也参与学习。',
    pitfalls: ['每个位置都有一个权重，数据少时可能死记硬背。输入的大小必须固定。'],
  },
  elu: { example: '希望输出的平均值接近 0 时，用它代替 [relu]。', pitfalls: ['要计算指数，比 [relu] 慢。'] },
  softmax: {
    example: '十个数值变成总和为 1 的十个比例：模型对每个类别有多大把握。',
    pitfalls: ['前面的 [dense] 已有 softmax 时不要再加。', '几个标签可以同时成立时，请用 sigmoid。'],
  },
  repeatVector: {
    example: '编码器–解码器：编码器记住的 75 个数，在解码器书写的 2 步中每步都给一遍。',
    pitfalls: ['它需要向量：前一层只能给出最后一步。', '重复的步数是固定的。'],
  },
  flatten: {
    example: '位于图像模型最后一个池化层与 [dense] 之间：7 × 7 × 16 变成 784。',
    pitfalls: ['大小必须已知：长度不一的序列无法展平。', '它会终止掩码。处理序列时，通常应该用循环层或池化层。'],
  },
  reshape: {
    example: '一行 12 列其实是 4 步、每步 3 个值。',
    pitfalls: ['数值的总个数必须不变。', '它不交换轴：交换请用 [permute]。'],
  },
  permute: {
    example: '文件是 传感器 × 时间，而 [lstm] 需要 时间 × 传感器。',
    pitfalls: ['轴从 1 开始编号，批不算在内。'],
  },
  upSampling1d: {
    example: '自编码器的返回路径：5 步变成 10 步。',
    pitfalls: ['它只是重复；后接 [conv1d] 可以抹平台阶。'],
  },
  upSampling2d: {
    example: '图像自编码器的返回路径：7 × 7 变成 14 × 14。',
    pitfalls: ['它只是重复；后接 [conv2d] 可以抹平方块。'],
  },
  zeroPadding1d: {
    example: '给卷积在两端留出余地，或让长度能被整除。',
    pitfalls: ['补上的 0 算作数据，不会产生掩码。'],
  },
  cropping1d: {
    example: '去掉开头几步：那时滤波器看到的还不够多。',
    pitfalls: ['不能剪去比现有更多的步，编辑器会说明还剩多少步。'],
  },
  concatenate: {
    example: '把 [lstm] 从序列中读到的内容，与客户的十项固定资料放在一起。',
    pitfalls: ['除拼接的轴以外，其他大小必须相同。', '尺度相差很大的数值会互相淹没，请先归一化。'],
  },
  add: {
    example: '绕过两层的捷径：它们的输出加上它们的输入（残差块）。',
    pitfalls: ['形状必须相同，不同之处只能为 1。'],
  },
  subtract: { example: '孪生网络的两个分支：向量之差送入 [dense]。', pitfalls: ['恰好两个输入，先后顺序有影响。'] },
  multiply: {
    example: '门：一个分支以 sigmoid 结尾，控制另一个分支的开与关。',
    pitfalls: ['许多小数相乘会趋于 0，请让其中一边保持在 0 到 1 之间。'],
  },
  average: { example: '三个分支查看同样的数据，取它们的平均。', pitfalls: ['所有形状必须相同。'] },
  maximum: { example: '逐个数值取几个分支中最强的响应。', pitfalls: ['每一步只有胜出的分支在学习。'] },
  minimum: { example: '所有分支都要同意：以最弱的响应为准。', pitfalls: ['每一步只有最小的分支在学习。'] },
  dot: {
    example: '用户与影片有多相配？两个向量相乘再求和。',
    pitfalls: ['不打开<normalize>时长向量占优；打开后结果就是余弦。'],
  },
  euclideanDistance: {
    example: '孪生网络：两张图是不是同一个数字？请用对比损失训练。',
    pitfalls: ['恰好两个形状相同的输入。', '数值越小越相似：这是距离阈值，不是概率。'],
  },
  manhattanDistance: {
    example: '与欧氏距离类似，但不易受某一个偏离很远的特征影响。',
    pitfalls: ['它随特征数增大：损失的间隔要相应选取。'],
  },
  cosineDistance: {
    example: '长短不同的文本：只看向量的方向。',
    pitfalls: ['向量的长度会丢失。全为 0 的向量没有方向。'],
  },
  dropout: {
    example: '训练损失下降而验证损失上升：在较大的层之后加 0.2 到 0.5 的 [dropout]。',
    pitfalls: ['它只在训练时起作用，预测时什么也不做。', '不要紧挨在输出之前，小模型的比例也不要超过 0.5。'],
  },
  spatialDropout1d: {
    example: '接在 [embedding] 之后：整列特征一起丢弃，否则相邻的步会泄露单个被丢弃的值。',
    pitfalls: ['特征很少时，较高的比例几乎会丢掉一切。'],
  },
  gaussianNoise: {
    example: '测量值从来不会完全准确：少量噪声让模型不去相信最后一位数字。',
    pitfalls: ['标准差以数据的单位计，请先缩放数据。'],
  },
  gaussianDropout: {
    example: '与 [dropout] 类似，但数值是减弱或增强，而不是清零。',
    pitfalls: ['比例接近 1 时会乘上非常大的数。'],
  },
  alphaDropout: {
    example: '用于采用 selu 与 LeCun 初始化的 [dense] 层之间。',
    pitfalls: ['只适合 selu：用于其他激活函数得不偿失。'],
  },
  batchNormalization: {
    example: '位于卷积与它的激活函数之间：训练可以承受更高的学习率。',
    pitfalls: [
      '批很小时均值只是偶然，请用 [layerNormalization]。',
      '训练与预测不同：预测用的是滑动平均，需要几百步才准确。',
      '序列中填充的步也会计入均值。',
    ],
  },
  layerNormalization: {
    example: 'Transformer 中接在 [attention] 与 [add] 之后；每批只有一个样本也可以用。',
    pitfalls: ['只有一个特征时，一切都会变成 0。'],
  },
};
