#include "tensorflow-ops.h"

#include "op-run.h"
#include "recurrent-ops.h"
#include "update-ops.h"

namespace weft {
namespace {

// The kernel checks its shapes when it runs; the graph need not know them earlier.
void unknownShapes(TF_ShapeInferenceContext *context, TF_Status *status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

}  // namespace

std::string registerOp(const Op &op) {
  TF_OpDefinitionBuilder *builder = TF_NewOpDefinitionBuilder(op.name);
  for (const char *input : op.inputs) TF_OpDefinitionBuilderAddInput(builder, input);
  for (const char *output : op.outputs) TF_OpDefinitionBuilderAddOutput(builder, output);
  for (const char *attribute : op.attributes) TF_OpDefinitionBuilderAddAttr(builder, attribute);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(builder, unknownShapes);
  TF_Status *status = TF_NewStatus();
  TF_RegisterOpDefinition(builder, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_RegisterKernelBuilder(op.name, TF_NewKernelBuilder(op.name, "CPU", op.create, op.compute, op.destroy), status);
  }
  const std::string problem = TF_GetCode(status) == TF_OK ? "" : TF_Message(status);
  TF_DeleteStatus(status);
  return problem;
}

const std::string &registerTensorflowOps() {
  static const std::string problem = [] {
    const std::string recurrent = registerRecurrentOps();
    return recurrent.empty() ? registerUpdateOps() : recurrent;
  }();
  return problem;
}

}  // namespace weft
