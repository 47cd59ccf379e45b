#pragma once
#include "napi.h"

namespace weft {

// Adds the sessions of session.h to the addon's exports; typed in ../traced/native-session.ts:
//   createSession(config, runOptions, kernelThreads) -> session, from a serialised ConfigProto and RunOptions
//   operationDefinition(session, name) -> Uint8Array   a serialised OpDef
//   addGraph(session, graphDef)
//   prepare(session, inputs, outputs, targets) -> call names of nodes
//   run(session, call, feeds) -> typed arrays
//   runAsync(session, call, feeds) -> promise of them
//   closeSession(session)                              now, or when its last asynchronous run has ended
// All throw an Error with TensorFlow's text.
void exportSessions(napi_env env, napi_value exports);

}  // namespace weft
