#pragma once
#include <string>

namespace weft {

// Registers the ops WeftLstmV2, WeftGru and WeftSimpleRnn, each with its gradient (WeftGruGrad and so on), and their CPU
// kernels in the TensorFlow library of this process. Returns an empty string, or what TensorFlow objects to. Registers
// once, however often it is called. An op whose inputs change takes a new name: TensorFlow does not count them, and an
// older build of the addon would read past their end.
const std::string &registerTensorflowOps();

}  // namespace weft
