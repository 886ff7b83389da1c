package io.latentlake.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
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
import org.junit.jupiter.params.provider.ValueSource;

class RankingTest {
  private static final StructType SCHEMA =
      new StructType()
          .add(RankedItems.SCORE, DataTypes.DoubleType)
          .add(GroundTruth.KIND, DataTypes.StringType);

  @Test
  void tiesCountHalf() {
    List<Row> items =
        List.of(item(3, "hole"), item(2, "hole"), item(2, null), item(1, null), item(1, null));
    Ranking all = ranked(rows(items)).get(0);
    // 3 beats three normals; 2 beats two and ties with one
    assertThat(all.auroc()).isEqualTo((3 + 2.5) / 6);
    // at score 3 one of one is an anomaly, at score 2 two of three
    assertThat(all.averagePrecision()).isCloseTo((1 + 2 / 3.0) / 2, within(1e-15));
    assertThat(all.anomalies()).isEqualTo(2);
    assertThat(all.normals()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"1, 5, 0", "4, 20, 0", "9, 1000000, 0", "3, 20, 1000"})
  void everyKindEqualsThePlainCount(int partitions, int levels, long itemsSortedAtOnce) {
    Random random = new Random(levels);
    String[] kinds = {null, null, null, "crack", "dent", "stain"};
    List<Row> items = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      int kind = random.nextInt(kinds.length);
      // few levels make many ties
      double score = Math.floor(levels * (random.nextGaussian() + 0.3 * Math.max(0, kind - 2)));
      items.add(item(score / levels, kinds[kind]));
    }

    List<Ranking> found =
        Ranking.of(RankedItems.of(rows(items).repartition(partitions), itemsSortedAtOnce));

    assertThat(found).extracting(Ranking::kind).containsExactly("all", "crack", "dent", "stain");
    for (Ranking ranking : found) {
      List<Row> relevant =
          items.stream()
              .filter(
                  row ->
                      row.isNullAt(1)
                          || ranking.kind().equals("all")
                          || ranking.kind().equals(row.getString(1)))
              .toList();
      assertThat(ranking.auroc()).isCloseTo(plainAuroc(relevant), within(1e-12));
      assertThat(ranking.averagePrecision())
          .isCloseTo(plainAveragePrecision(relevant), within(1e-12));
      double highest =
          relevant.stream()
              .mapToDouble(item -> plainF1(relevant, item.getDouble(0)))
              .max()
              .orElse(0);
      assertThat(ranking.f1Cut().f1()).isEqualTo(highest);
      double lowestAbove =
          relevant.stream()
              .mapToDouble(item -> item.getDouble(0))
              .filter(score -> score > ranking.f1Cut().threshold())
              .min()
              .orElseThrow();
      assertThat(plainF1(relevant, lowestAbove)).isEqualTo(highest);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1000})
  void theThresholdFromTheLabelsIsHalfwayDownToTheNextScore(long itemsSortedAtOnce) {
    List<Row> items =
        List.of(item(9, "hole"), item(5, "hole"), item(1, null), item(0, "hole"), item(-1, null));
    F1Cut cut =
        Ranking.of(RankedItems.of(rows(items).repartition(4), itemsSortedAtOnce)).get(0).f1Cut();
    // above 3: two of three without a false alarm; above -0.5: all three with one
    assertThat(cut.f1()).isEqualTo(6.0 / 7);
    assertThat(cut.threshold()).isEqualTo(-0.5);
  }

  @Test
  void theThresholdFromTheLabelsSeparatesNeighboursAndInfinities() {
    double next = Math.nextUp(1.0);
    assertThat(cut(item(next, "hole"), item(1, null)).threshold()).isEqualTo(1);
    assertThat(cut(item(Double.POSITIVE_INFINITY, "hole"), item(1, null)).threshold()).isEqualTo(1);
    // nothing separates them, so all are called anomalies
    assertThat(cut(item(1, null), item(1, "hole"), item(1, "hole")))
        .isEqualTo(new F1Cut(0.8, Math.nextDown(1.0)));
  }

  private static F1Cut cut(Row... items) {
    return ranked(rows(List.of(items))).get(0).f1Cut();
  }

  @Test
  void zeroAndMinusZeroAreTies() {
    Ranking all = ranked(rows(List.of(item(0.0, "hole"), item(-0.0, null)))).get(0);
    assertThat(all.auroc()).isEqualTo(0.5);
  }

  @Test
  void withoutEitherSideThereIsNoRanking() {
    assertThat(ranked(rows(List.of()))).isEmpty();
    assertThat(ranked(rows(List.of(item(1, null))))).isEmpty();
    assertThat(ranked(rows(List.of(item(1, "hole"))))).isEmpty();
  }

  @Test
  void aScoreThatIsNoNumberIsRefused() {
    Dataset<Row> items = rows(List.of(item(Double.NaN, null), item(1, null), item(2, "hole")));
    assertThatThrownBy(() -> ranked(items))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 of 2 scores are null or NaN; a ranking needs numbers");
  }

  private static double plainAuroc(List<Row> items) {
    double won = 0;
    long pairs = 0;
    for (Row anomaly : items) {
      for (Row normal : items) {
        if (!anomaly.isNullAt(1) && normal.isNullAt(1)) {
          pairs++;
          double lead = anomaly.getDouble(0) - normal.getDouble(0);
          won += lead > 0 ? 1 : lead == 0 ? 0.5 : 0;
        }
      }
    }
    return won / pairs;
  }

  private static double plainAveragePrecision(List<Row> items) {
    double sum = 0;
    long anomalies = 0;
    for (Row anomaly : items) {
      if (!anomaly.isNullAt(1)) {
        anomalies++;
        List<Row> above =
            items.stream().filter(row -> row.getDouble(0) >= anomaly.getDouble(0)).toList();
        sum += (double) above.stream().filter(row -> !row.isNullAt(1)).count() / above.size();
      }
    }
    return sum / anomalies;
  }

  private static List<Ranking> ranked(Dataset<Row> items) {
    return Ranking.of(RankedItems.of(items));
  }

  /** F1 if all items from a score on are called anomalies. */
  private static double plainF1(List<Row> items, double from) {
    long anomalies = items.stream().filter(row -> !row.isNullAt(1)).count();
    List<Row> called = items.stream().filter(row -> row.getDouble(0) >= from).toList();
    long found = called.stream().filter(row -> !row.isNullAt(1)).count();
    return 2.0 * found / (anomalies + called.size());
  }

  private static Row item(double score, String kind) {
    return RowFactory.create(score, kind);
  }

  private static Dataset<Row> rows(List<Row> items) {
    return LocalSpark.session().createDataFrame(items, SCHEMA);
  }
}
