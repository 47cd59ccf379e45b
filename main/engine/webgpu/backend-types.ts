/** What this folder uses of tfjs' WebGPU backend, whose own types are not part of its public face. */
import type { BackendValues, DataType, KernelBackend, TensorInfo, TypedArray } from '@tensorflow/tfjs';
import type { GpuAdapterInfo, GpuDevice } from './gpu-types.ts';

/** A compute program as the backend runs it: WGSL around which it writes bindings, shapes and helpers. */
export interface WebgpuProgram {
  readonly outputShape: number[];
  /** Names of the inputs in WGSL; `uniforms.<name>Shape` holds each shape. */
  readonly variableNames: string[];
  readonly workgroupSize: [number, number, number];
  readonly dispatchLayout: { readonly x: number[] };
  dispatch: [number, number, number];
  /** Programs with equal keys, ranks and types share one compiled pipeline. */
  shaderKey: string;
  /** Declares `uniforms.size`, the number of values of the output. */
  readonly size?: boolean;
  /** Own uniforms, as fields of a WGSL struct. */
  readonly uniforms?: string;
  getUserCode(): string;
}

export interface ProgramUniform {
  readonly type: 'int32' | 'uint32' | 'float32';
  readonly data: number[];
}

export interface TensorData {
  /** Type of the values in the buffer. */
  readonly dtype: DataType;
  /** On the host, where they have not been uploaded or have been read. */
  readonly values: TypedArray | null | undefined;
  /** The buffer, where there is one. */
  readonly resource?: object | null;
}

export interface GpuBuffer {
  readonly size: number;
  destroy(): void;
}

export interface BufferManager {
  numBytesUsed: number;
  numBytesAllocated: number;
  numFreeBuffers: number;
  readonly freeBuffers: Map<string, GpuBuffer[]>;
  acquireBuffer(size: number, usage: number, mappedAtCreation?: boolean, reuse?: boolean): GpuBuffer;
}

export interface WebgpuBackend extends KernelBackend {
  readonly device: GpuDevice;
  readonly bufferManager: BufferManager;
  readonly tensorMap: { get(dataId: object): TensorData };
  runWebGPUProgram(
    program: WebgpuProgram,
    inputs: TensorInfo[],
    outputDtype: DataType,
    uniforms?: ProgramUniform[],
    output?: TensorInfo,
  ): TensorInfo;
  shouldExecuteOnCPU(inputs: TensorInfo[]): boolean;
  makeTensorInfo(shape: number[], dtype: DataType, values?: TypedArray): TensorInfo;
  submitQueue(): void;
  read(dataId: object): Promise<BackendValues>;
  readSync(dataId: object): BackendValues;
}

export interface WebgpuModule {
  readonly WebGPUBackend: new (device: GpuDevice, info: GpuAdapterInfo) => WebgpuBackend;
}
