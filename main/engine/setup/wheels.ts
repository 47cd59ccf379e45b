import { tensorflowVersion, type Flavour } from './installed.ts';

/** One package to fetch with pip, and the SHA-256 sums of every file of it that we know and accept. */
export interface WheelPin {
  readonly requirement: string;
  readonly sha256: readonly string[];
}

/** The wheel for any of these Python versions will do: only its library and headers are used. */
export const knownPythons = ['3.10', '3.11', '3.12', '3.13'] as const;

const tensorflowCpu: WheelPin = {
  requirement: `tensorflow-cpu==${tensorflowVersion}`,
  sha256: [
    'd143e92f5c0661cdfa26eaca8f73cd2efd0ec53a68af8dec82f584ba8eb14b83',
    '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
    '05af7c26d35f4de910b5598c7b507e3981831a7b0f47fed9a405d995d51d7793',
  ],
};

const tensorflowGpu: WheelPin = {
  requirement: `tensorflow==${tensorflowVersion}`,
  sha256: [
    '77c6f298e695ea1d283cdd7d30f8d97530cc6e92c1395a9ddbab9771c99233a4',
    '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
    'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
    'e9d8da8dcab9650efb45f032ba70af2f016f907e6e0c6bda29dd101bba945406',
  ],
};

/** What pip resolves `tensorflow[and-cuda]` of this release to on Linux, 12.9 throughout; the library's run path finds them beside it. */
const cuda: readonly WheelPin[] = [
  {
    requirement: 'nvidia-cublas-cu12==12.9.3.13',
    sha256: ['d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72'],
  },
  {
    requirement: 'nvidia-cuda-cupti-cu12==12.9.79',
    sha256: ['096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f'],
  },
  {
    requirement: 'nvidia-cuda-nvcc-cu12==12.9.86',
    sha256: ['5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0'],
  },
  {
    requirement: 'nvidia-cuda-nvrtc-cu12==12.9.86',
    sha256: ['210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4'],
  },
  {
    requirement: 'nvidia-cuda-runtime-cu12==12.9.79',
    sha256: ['25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3'],
  },
  {
    requirement: 'nvidia-cudnn-cu12==9.28.0.42',
    sha256: ['9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375'],
  },
  {
    requirement: 'nvidia-cufft-cu12==11.4.1.4',
    sha256: ['c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28'],
  },
  {
    requirement: 'nvidia-curand-cu12==10.3.10.19',
    sha256: ['49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e'],
  },
  {
    requirement: 'nvidia-cusolver-cu12==11.7.5.82',
    sha256: ['15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88'],
  },
  {
    requirement: 'nvidia-cusparse-cu12==12.5.10.65',
    sha256: ['73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78'],
  },
  {
    requirement: 'nvidia-nccl-cu12==2.32.3',
    sha256: ['bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c'],
  },
  {
    requirement: 'nvidia-nvjitlink-cu12==12.9.86',
    sha256: ['e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9'],
  },
];

/** The packages of one flavour, TensorFlow first. */
export function wheelPins(flavour: Flavour): readonly WheelPin[] {
  return flavour === 'cpu' ? [tensorflowCpu] : [tensorflowGpu, ...cuda];
}

/** Which files of a wheel the engine needs: the libraries, the headers of their C interface, and the licences. */
export function isNeeded(entry: string): boolean {
  if (/\.dist-info\//.test(entry) || entry === 'tensorflow/THIRD_PARTY_NOTICES.txt') return true;
  if (/^tensorflow\/libtensorflow_(cc|framework)\.so\.2$/.test(entry)) return true;
  if (/^tensorflow\/include\/(tensorflow\/(c|core\/platform|core\/common_runtime)|tsl|xla\/tsl)\/.*\.h$/.test(entry))
    return true;
  return /^nvidia\/[^/]+\/lib\//.test(entry) || /^nvidia\/cuda_nvcc\/(bin|nvvm)\//.test(entry);
}
