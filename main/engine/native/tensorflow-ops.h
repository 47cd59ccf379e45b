#pragma once
#include <string>

namespace weft {

// Registers the ops WeftLstm, WeftGru and WeftSimpleRnn, each with its gradient (WeftLstmGrad and so on), and their CPU
// kernels in the TensorFlow library of this process. Returns an empty string, or what TensorFlow objects to. Registers
// once, however often it is called.
const std::string &registerTensorflowOps();

}  // namespace weft
