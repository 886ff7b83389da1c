package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerShareTransferTest {
  private static final String TRAINING = "a training of this test";
  private static final WorkerShare SHARE =
      new WorkerShare(
          new TrainingState(new float[] {1, 2}, new float[0], 3, 4), LossSums.NONE, 5, "here");

  @AfterEach
  void forget() {
    WorkerShareTransfer.forget(TRAINING);
  }

  @Test
  void whatIsSentArrivesAsACopy() {
    WorkerShare arrived = SerializationUtils.roundtrip(WorkerShareTransfer.sent(SHARE)).take();
    assertThat(arrived).isNotSameAs(SHARE);
    assertThat(arrived).usingRecursiveComparison().isEqualTo(SHARE);
  }

  @Test
  void whatIsHandedOverIsTheShareItselfAndOnlyItsNameTravels() {
    float[] many = new float[100_000];
    WorkerShare large =
        new WorkerShare(new TrainingState(many, many, 0, 0), LossSums.NONE, 0, "here");
    byte[] travels =
        SerializationUtils.serialize(WorkerShareTransfer.handedOver(TRAINING, 0, large));
    assertThat(travels).hasSizeLessThan(1000);
    assertThat(SerializationUtils.<WorkerShareTransfer>deserialize(travels).take()).isSameAs(large);
  }

  @Test
  void aTaskThatRanTwiceLeavesOneShare() {
    WorkerShareTransfer.handedOver(TRAINING, 1, SHARE);
    WorkerShareTransfer again = WorkerShareTransfer.handedOver(TRAINING, 1, SHARE);
    assertThat(again.take()).isSameAs(SHARE);
    assertThat(again.take()).isNull();
  }

  @Test
  void whatNobodyTookIsForgottenWithItsTraining() {
    WorkerShareTransfer lost = WorkerShareTransfer.handedOver(TRAINING, 2, SHARE);
    WorkerShareTransfer.forget("another");
    WorkerShareTransfer.forget(TRAINING);
    assertThat(lost.take()).isNull();
  }
}
