package io.latentlake.evaluate.disentangle;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.latentlake.model.KeyedNoise;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Chooses the images to measure on: of split test if it has at least {@value #LEAST} embedded
 * images with factors, else of validation or train. Of more than {@value #MOST} images a keyed draw
 * chooses, so that neither partitions nor order matter.
 */
final class FactorSample {
  /** With fewer, histograms find information where there is none. */
  static final int LEAST = 1_000;

  static final int MOST = 10_000;

  /** Longer codes would take long, and more memory than a driver may have. */
  static final int MOST_UNITS = 256;

  private static final List<String> SPLITS =
      List.of(ImagesTable.TEST, ImagesTable.VALIDATION, ImagesTable.TRAIN);

  private static final String DRAWN = "drawn";
  private static final String HAS_VARIANCE = "has_variance";

  private final KeyedNoise noise;
  private final Consumer<String> notes;

  /**
   * Sets up the choice.
   *
   * @param noise decides which images are drawn
   * @param notes is told in words what cannot be measured
   */
  FactorSample(KeyedNoise noise, Consumer<String> notes) {
    this.noise = noise;
    this.notes = notes;
  }

  /**
   * Reads the sample.
   *
   * @param images rows of {@link ImagesTable}
   * @param embeddings rows of {@link EmbeddingsTable} for those images or some of them
   * @return the sample; empty if no factor is known and, with a note, if anything else is lacking
   */
  Optional<Sample> read(Dataset<Row> images, Dataset<Row> embeddings) {
    Dataset<Row> known =
        images
            .select(ImagesTable.IMAGE_ID, ImagesTable.FACTORS)
            .filter(col(ImagesTable.FACTORS).isNotNull());
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Dataset<Row> both =
        known.join(
            embeddings.select(
                col(EmbeddingsTable.IMAGE_ID),
                col(EmbeddingsTable.SPLIT),
                col(EmbeddingsTable.EMBEDDING),
                col(EmbeddingsTable.LOG_VARIANCE).isNotNull().as(HAS_VARIANCE)),
            ImagesTable.IMAGE_ID);
    Optional<String> split = split(both);
    if (split.isEmpty()) {
      notes.accept(
          "no metrics of disentanglement, because no split has "
              + LEAST
              + " embedded images whose factors are known");
      return Optional.empty();
    }
    return sample(split.get(), draw(both.filter(col(EmbeddingsTable.SPLIT).equalTo(split.get()))));
  }

  private static Optional<String> split(Dataset<Row> both) {
    Map<String, Long> sizes = new HashMap<>();
    for (Row row : both.groupBy(EmbeddingsTable.SPLIT).agg(count(lit(1))).collectAsList()) {
      sizes.put(row.getString(0), row.getLong(1));
    }
    return SPLITS.stream().filter(split -> sizes.getOrDefault(split, 0L) >= LEAST).findFirst();
  }

  private List<Row> draw(Dataset<Row> of) {
    KeyedNoise keys = noise;
    UDF1<String, Long> key = id -> keys.random(id, 0).nextLong();
    return of.withColumn(DRAWN, udf(key, DataTypes.LongType).apply(col(ImagesTable.IMAGE_ID)))
        .orderBy(DRAWN, ImagesTable.IMAGE_ID)
        .limit(MOST)
        .select(ImagesTable.FACTORS, EmbeddingsTable.EMBEDDING, HAS_VARIANCE)
        .collectAsList();
  }

  private Optional<Sample> sample(String split, List<Row> rows) {
    int units = rows.get(0).getList(1).size();
    if (units > MOST_UNITS) {
      notes.accept(
          "no metrics of disentanglement, because a code has "
              + units
              + " units; they are measured of up to "
              + MOST_UNITS);
      return Optional.empty();
    }
    double[][] codes = new double[units][rows.size()];
    List<Map<String, Double>> values = new ArrayList<>();
    for (int image = 0; image < rows.size(); image++) {
      List<Float> code = rows.get(image).getList(1);
      for (int unit = 0; unit < units; unit++) {
        codes[unit][image] = code.get(unit);
      }
      values.add(rows.get(image).getJavaMap(0));
    }
    if (!Stream.of(codes).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
      notes.accept(
          "no metrics of disentanglement, because an embedding of split "
              + split
              + " is not a finite number");
      return Optional.empty();
    }
    List<Factor> factors = factors(values);
    Sample.Prior prior =
        rows.get(0).getBoolean(2) ? Sample.Prior.STANDARD_NORMAL : Sample.Prior.NONE;
    return factors.isEmpty()
        ? Optional.empty()
        : Optional.of(new Sample(split, codes, factors, prior));
  }

  private List<Factor> factors(List<Map<String, Double>> values) {
    TreeSet<String> names = new TreeSet<>();
    values.forEach(of -> names.addAll(of.keySet()));
    List<Factor> factors = new ArrayList<>();
    for (String name : names) {
      double[] own = values.stream().mapToDouble(of -> of.getOrDefault(name, Double.NaN)).toArray();
      long unknown = Arrays.stream(own).filter(value -> !Double.isFinite(value)).count();
      if (unknown > 0) {
        leaveOut(name, unknown + " of " + own.length + " images drawn have no value of it");
      } else if (IntStream.range(1, own.length).allMatch(i -> own[i] == own[0])) {
        leaveOut(name, "all images have the same value of it");
      } else {
        factors.add(Factor.of(name, own));
      }
    }
    return factors;
  }

  private void leaveOut(String name, String why) {
    notes.accept("metrics of disentanglement leave out factor " + name + ": " + why);
  }
}
