package io.weft.ucx;

import io.weft.transport.rdma.RdmaSettings;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips where UCX is not installed, and says so. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsUcx.Condition.class)
@interface NeedsUcx {

  /** Asks the transport itself. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      try {
        return ConditionEvaluationResult.enabled(
            Fabric.detect(FabricTest.settings(RdmaSettings.Fabric.SHARED_MEMORY, false)).state());
      } catch (IOException e) {
        return ConditionEvaluationResult.disabled("not run here: " + e.getMessage());
      }
    }
  }
}
