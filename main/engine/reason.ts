/** Why this engine runs and not another; text is made from it in the user's language. */
export type EngineReason =
  | { readonly code: 'engine/native-cpu' }
  | { readonly code: 'engine/native-gpu' }
  | { readonly code: 'engine/no-card' }
  | { readonly code: 'engine/gpu-absent' }
  | { readonly code: 'engine/chosen-portable' }
  | { readonly code: 'engine/not-set-up' }
  | { readonly code: 'engine/other-platform'; readonly platform: string }
  | { readonly code: 'engine/load-failed'; readonly detail: string };

export type ReasonLanguage = 'en' | 'zh-Hans';

/** One sentence for people, in the language given. */
export function engineReasonText(reason: EngineReason, language: ReasonLanguage = 'en'): string {
  const chinese = language === 'zh-Hans';
  switch (reason.code) {
    case 'engine/native-cpu':
      return chinese ? 'TensorFlow 已安装，在处理器上运行。' : 'TensorFlow is set up and runs on the processor.';
    case 'engine/native-gpu':
      return chinese ? 'TensorFlow 在 NVIDIA 显卡上运行。' : 'TensorFlow runs on the NVIDIA card.';
    case 'engine/no-card':
      return chinese
        ? '带 CUDA 的 TensorFlow 已安装，但没有找到可用的 NVIDIA 显卡，因此在处理器上运行。'
        : 'TensorFlow with CUDA is set up, but it found no usable NVIDIA card, so it runs on the processor.';
    case 'engine/gpu-absent':
      return chinese
        ? '要求使用显卡，但带 CUDA 的 TensorFlow 没有安装，因此在处理器上运行；请运行 “npm run weft -- engine setup --engine gpu”。'
        : 'The graphics card was asked for, but TensorFlow with CUDA is not set up, so the processor is used; run "npm run weft -- engine setup --engine gpu".';
    case 'engine/chosen-portable':
      return chinese ? '按要求使用便携引擎（WebAssembly）。' : 'The portable engine (WebAssembly) was asked for.';
    case 'engine/not-set-up':
      return chinese
        ? 'TensorFlow 没有安装，因此使用较慢的便携引擎；请运行 “npm run weft -- engine setup”。'
        : 'TensorFlow is not set up, so the slower portable engine runs; run "npm run weft -- engine setup".';
    case 'engine/other-platform':
      return chinese
        ? `原生引擎目前只支持 Linux x64；本机为 ${reason.platform}，因此使用较慢的便携引擎。`
        : `The native engine is made for Linux on x64 so far; this is ${reason.platform}, so the slower portable engine runs.`;
    case 'engine/load-failed':
      return chinese
        ? `TensorFlow 无法加载（${reason.detail}），因此使用较慢的便携引擎；请运行 “npm run weft -- engine setup --again”。`
        : `TensorFlow could not be loaded (${reason.detail}), so the slower portable engine runs; run "npm run weft -- engine setup --again".`;
  }
}
