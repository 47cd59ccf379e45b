import type { TFunction } from 'i18next';
import type { NodePort } from '../../shared/graph/ports.ts';
import { portName } from '../../shared/i18n/translate.ts';

/** What a port is called: a block's ports after the nodes inside it, a layer's in the person's language. */
export const portText = (port: NodePort, t: TFunction): string => port.label ?? portName(port.name, t);
