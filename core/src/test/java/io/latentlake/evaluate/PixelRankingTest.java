package io.latentlake.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelRankingTest {
  private static final int WIDTH = 7;
  private static final int HEIGHT = 5;

  /** Few levels make many ties. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 1_000_000})
  void measuresEqualTheirDefinitionsOnRandomMaps(int levels) {
    Random random = new Random(levels);
    List<byte[]> masks = new ArrayList<>();
    List<float[]> maps = new ArrayList<>();
    for (int image = 0; image < 12; image++) {
      byte[] mask = image < 4 ? null : new byte[HEIGHT * WIDTH];
      float[] map = new float[HEIGHT * WIDTH];
      for (int i = 0; i < map.length; i++) {
        boolean marked = mask != null && random.nextInt(4) == 0;
        if (marked) {
          mask[i] = 1;
        }
        map[i] = (random.nextInt(levels) + (marked ? levels / 3 : 0)) / (float) levels;
      }
      masks.add(mask);
      maps.add(map);
    }

    List<Metric> metrics = PixelRanking.metrics(truth(masks), attributions(maps));

    double aupro = aupro(masks, maps);
    assertThat(value(metrics, "pixel_aupro")).isCloseTo(aupro, within(1e-4));
    // no value is negative, so the positive part is all of it
    assertThat(value(metrics, "pixel_aupro_positive")).isCloseTo(aupro, within(1e-4));
    assertThat(value(metrics, "pixel_f1")).isCloseTo(f1(masks, maps), within(1e-4));
    assertThat(metrics)
        .extracting(Metric::better, Metric::unit, Metric::slice)
        .containsOnly(tuple(Better.HIGH, "share", "residual/kl"));
  }

  /** The definition, threshold by threshold: every distinct value of the maps, falling. */
  private static double aupro(List<byte[]> masks, List<float[]> maps) {
    List<double[]> curve = new ArrayList<>(List.of(new double[] {0, 0}));
    for (double threshold : thresholds(maps)) {
      List<Double> overlaps = new ArrayList<>();
      int clear = 0;
      int alarms = 0;
      for (int image = 0; image < maps.size(); image++) {
        float[] map = maps.get(image);
        byte[] mask = masks.get(image) == null ? new byte[map.length] : masks.get(image);
        int[] names = regions(mask);
        for (int name = 1; name <= map.length; name++) {
          int size = 0;
          int reached = 0;
          for (int i = 0; i < map.length; i++) {
            size += names[i] == name ? 1 : 0;
            reached += names[i] == name && map[i] >= threshold ? 1 : 0;
          }
          if (size > 0) {
            overlaps.add((double) reached / size);
          }
        }
        for (int i = 0; i < map.length; i++) {
          clear += mask[i] == 0 ? 1 : 0;
          alarms += mask[i] == 0 && map[i] >= threshold ? 1 : 0;
        }
      }
      double mean = overlaps.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
      curve.add(new double[] {(double) alarms / clear, mean});
    }
    double area = 0;
    for (int i = 1; i < curve.size(); i++) {
      double from = Math.min(0.3, curve.get(i - 1)[0]);
      double to = Math.min(0.3, curve.get(i)[0]);
      if (to > from) {
        double slope =
            (curve.get(i)[1] - curve.get(i - 1)[1]) / (curve.get(i)[0] - curve.get(i - 1)[0]);
        area += (to - from) * (curve.get(i - 1)[1] + slope * (to - from) / 2);
      }
    }
    return area / 0.3;
  }

  private static double f1(List<byte[]> masks, List<float[]> maps) {
    double best = 0;
    for (double threshold : thresholds(maps)) {
      int[] counts = new int[3];
      for (int image = 0; image < maps.size(); image++) {
        byte[] mask = masks.get(image);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
          boolean marked = mask != null && mask[i] == 1;
          boolean reached = maps.get(image)[i] >= threshold;
          if (marked || reached) {
            counts[marked && reached ? 0 : marked ? 1 : 2]++;
          }
        }
      }
      best = Math.max(best, 2.0 * counts[0] / (2 * counts[0] + counts[1] + counts[2]));
    }
    return best;
  }

  private static double[] thresholds(List<float[]> maps) {
    List<Float> values = new ArrayList<>();
    for (float[] map : maps) {
      for (float value : map) {
        values.add(value);
      }
    }
    return values.stream().distinct().mapToDouble(value -> -value).sorted().map(v -> -v).toArray();
  }

  /** Names regions by numbers from 1: neighbours take the smaller name until nothing changes. */
  private static int[] regions(byte[] mask) {
    int[] names = new int[mask.length];
    for (int i = 0; i < mask.length; i++) {
      names[i] = mask[i] == 0 ? 0 : i + 1;
    }
    for (boolean changed = true; changed; ) {
      changed = false;
      for (int i = 0; i < mask.length; i++) {
        for (int j = 0; j < mask.length; j++) {
          boolean touch =
              Math.abs(i / WIDTH - j / WIDTH) <= 1 && Math.abs(i % WIDTH - j % WIDTH) <= 1;
          if (touch && names[j] > 0 && names[j] < names[i]) {
            names[i] = names[j];
            changed = true;
          }
        }
      }
    }
    return names;
  }

  private static double value(List<Metric> metrics, String name) {
    return metrics.stream()
        .filter(metric -> metric.metric().equals(name))
        .mapToDouble(Metric::value)
        .findFirst()
        .orElseThrow();
  }

  private static Dataset<Row> truth(List<byte[]> masks) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < masks.size(); i++) {
      rows.add(RowFactory.create("i" + i, "test", masks.get(i), masks.get(i) == null ? null : "a"));
    }
    return LocalSpark.session()
        .createDataFrame(
            rows,
            new StructType()
                .add(ImagesTable.IMAGE_ID, DataTypes.StringType)
                .add(ImagesTable.SPLIT, DataTypes.StringType)
                .add(ImagesTable.MASK, DataTypes.BinaryType)
                .add(GroundTruth.KIND, DataTypes.StringType));
  }

  private static Dataset<Row> attributions(List<float[]> maps) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < maps.size(); i++) {
      rows.add(
          AttributionsTable.row(
              "i" + i,
              HEIGHT,
              WIDTH,
              maps.get(i),
              OptionalDouble.empty(),
              Optional.empty(),
              OptionalLong.empty()));
    }
    return LocalSpark.session()
        .createDataFrame(rows, AttributionsTable.SCHEMA)
        .withColumn(AttributionsTable.METHOD, functions.lit("residual"))
        .withColumn(AttributionsTable.TARGET, functions.lit("kl"));
  }
}
