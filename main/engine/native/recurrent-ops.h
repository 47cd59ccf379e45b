#pragma once
#include <string>

namespace weft {

// Registers WeftLstmV2, WeftGru and WeftSimpleRnn, each with its gradient (WeftGruGrad and so on). Returns an empty
// string, or what TensorFlow objects to.
std::string registerRecurrentOps();

}  // namespace weft
