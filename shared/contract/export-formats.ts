/** What a trained model can be written as. */
import { z } from 'zod';

/** Keras' own file, Keras' older HDF5 file, TensorFlow.js' LayersModel. */
export const exportFormats = ['keras', 'h5', 'tfjs'] as const;
export const exportFormatSchema = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** Formats that Python reads: their exports carry a program that prepares new data and predicts. */
export const isPythonFormat = (format: ExportFormat): format is 'keras' | 'h5' => format !== 'tfjs';
