package io.latentlake.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.evaluate.RankingCurve.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankingCurveTest {
  private static final StructType SCHEMA =
      new StructType()
          .add(RankedItems.SCORE, DataTypes.DoubleType)
          .add(GroundTruth.KIND, DataTypes.StringType);

  private static final long AT_ONCE = 1_000_000;

  @Test
  void everyThresholdOfFewItemsIsAPoint() {
    RankingCurve curve =
        curve(
            List.of(item(9, "all"), item(7, "all"), item(7, null), item(5, null), item(3, "all")),
            AT_ONCE);

    assertThat(curve.points())
        .containsExactly(
            new Point(9, 1 / 3.0, 0, 1),
            new Point(7, 2 / 3.0, 0.5, 2 / 3.0),
            new Point(5, 2 / 3.0, 1, 0.5),
            new Point(3, 1, 1, 0.6));
    assertThat(curve.ranking().auroc()).isEqualTo((2 + 1.5) / 6);
  }

  /** However many tasks sort the items, and few levels make many ties. */
  @ParameterizedTest
  @CsvSource({"7, 1000000", "7, 0", "1000000, 1000000", "1000000, 0"})
  void manyItemsMakeFewPointsThatLieOnTheWholeCurve(int levels, long itemsSortedAtOnce) {
    Random random = new Random(levels);
    List<Row> items = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      String kind = i % 3 == 0 ? "all" : null;
      double score = random.nextGaussian() + (kind == null ? 0 : 1);
      items.add(item(Math.floor(levels * score) / levels, kind));
    }

    RankingCurve curve = curve(items, itemsSortedAtOnce);

    assertThat(curve.points()).hasSizeBetween(20, 400);
    double area = 0;
    double lastX = 0;
    double lastY = 0;
    for (Point point : curve.points()) {
      long found = reaching(items, point.score(), "all");
      long alarms = reaching(items, point.score(), null);
      assertThat(point.truePositiveRate()).isEqualTo(found / 1000.0);
      assertThat(point.falsePositiveRate()).isEqualTo(alarms / 2000.0);
      assertThat(point.precision()).isEqualTo((double) found / (found + alarms));
      area += (point.falsePositiveRate() - lastX) * (lastY + point.truePositiveRate()) / 2;
      lastX = point.falsePositiveRate();
      lastY = point.truePositiveRate();
    }
    assertThat(lastX).isEqualTo(1);
    assertThat(lastY).isEqualTo(1);
    // nothing is lost but the course between two steps
    assertThat(area).isCloseTo(curve.ranking().auroc(), within(0.5 / CurvePoints.STEPS));
  }

  @Test
  void withoutEitherSideThereIsNoCurve() {
    for (List<Row> items : List.of(List.of(item(1, "all")), List.of(item(1, null)))) {
      assertThat(RankingCurve.of(RankedItems.of(rows(items)))).isEmpty();
    }
  }

  private static long reaching(List<Row> items, double score, String kind) {
    return items.stream()
        .filter(row -> row.getDouble(0) >= score && row.isNullAt(1) == (kind == null))
        .count();
  }

  private static RankingCurve curve(List<Row> items, long itemsSortedAtOnce) {
    return RankingCurve.of(RankedItems.of(rows(items), itemsSortedAtOnce)).orElseThrow();
  }

  private static Row item(double score, String kind) {
    return RowFactory.create(score, kind);
  }

  private static Dataset<Row> rows(List<Row> items) {
    return LocalSpark.session().createDataFrame(items, SCHEMA);
  }
}
