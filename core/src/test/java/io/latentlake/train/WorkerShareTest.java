package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerShareTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4095, 4096, 4097, 100_000})
  void everyBitSurvivesTheWayBetweenExecutorAndDriver(int size) throws Exception {
    float[] parameters = new float[size];
    for (int i = 0; i < size; i++) {
      // Every exponent, NaNs with a payload and negative zero among them
      parameters[i] = Float.intBitsToFloat(i * 0x9E3779B9);
    }
    LossSums losses = new LossSums(12, Map.of("kl", new LossSums.Sum(0.1 + 0.2, 3)));
    TrainingState end = new TrainingState(parameters, new float[] {-0f, Float.MIN_VALUE}, 7, 3);
    WorkerShare read =
        (WorkerShare) deserialized(serialized(new WorkerShare(end, losses, 5, "executor_h_1")));
    assertThat(bits(read.end().parameters())).isEqualTo(bits(parameters));
    assertThat(bits(read.end().optimizerState())).isEqualTo(bits(end.optimizerState()));
    assertThat(read.end().iteration()).isEqualTo(7);
    assertThat(read.end().epoch()).isEqualTo(3);
    assertThat(read.losses()).isEqualTo(losses);
    assertThat(read.busyMs()).isEqualTo(5);
    assertThat(read.location()).isEqualTo("executor_h_1");
  }

  @Test
  void travelsInHardlyMoreThanItsValues() throws IOException {
    TrainingState end = new TrainingState(new float[50_000], new float[100_000], 0, 0);
    WorkerShare share = new WorkerShare(end, LossSums.NONE, 0, "");
    assertThat((long) serialized(share).length).isBetween(end.bytes(), end.bytes() + 5_000);
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  private static byte[] serialized(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  private static Object deserialized(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }
}
