package io.latentlake.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;

class ProcessBackendTest {
  @Test
  void nd4jTakesTheBackendThatWasChosen() {
    assertThat(Nd4j.getExecutioner().type()).isEqualTo(ExecutionerType.NATIVE_CPU);
    assertThat(Nd4j.getBackend()).isInstanceOf(ChosenBackend.class);
    assertThat(Nd4j.ones(2, 3).sumNumber().doubleValue()).isEqualTo(6);
    assertThat(ProcessBackend.choose(BackendDemand.AUTO)).hasToString("cpu");
    assertThat(ProcessBackend.choose(BackendDemand.CPU)).hasToString("cpu");
  }

  @Test
  void anotherIsRefusedOnceItComputes() {
    assertThat(Nd4j.ones(1).length()).isEqualTo(1);

    assertThatThrownBy(() -> ProcessBackend.choose(BackendDemand.CUDA))
        .isInstanceOf(UnavailableBackendException.class)
        .hasMessageContaining("this build has no CUDA");
    assertThat(ProcessBackend.choose(BackendDemand.AUTO)).hasToString("cpu");
  }
}
