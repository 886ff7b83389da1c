package io.latentlake.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OffHeapTest {
  @Test
  void valuesComeInTheOrderOfTheirIndicesWhateverTheStrides() {
    INDArray transposed = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}}).transpose();
    assertThat(OffHeap.read(transposed, new float[0])).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(OffHeap.rows(transposed)).isDeepEqualTo(new float[][] {{1, 4}, {2, 5}, {3, 6}});
  }

  @Test
  void channelsThatLieLastAreReadChannelByChannel() {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray array =
          ChannelOrder.CHANNELS_LAST.create(shape -> OffHeap.create(type, shape), 2, 3, 4, 5);
      double[] values = IntStream.range(0, 120).asDoubleStream().toArray();
      array.assign(Nd4j.create(values, new long[] {2, 3, 4, 5}, type));

      assertThat(OffHeap.read(array)).containsExactly(values);
    }
  }

  @Test
  void doublesAreNotReadAsFloats() {
    INDArray doubles = Nd4j.create(DataType.DOUBLE, 2, 2);
    assertThatThrownBy(() -> OffHeap.rows(doubles))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not float32");
    assertThatThrownBy(() -> OffHeap.read(doubles, new float[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not float32");
  }
}
