package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.WeightedTerm;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.HistoryTable;
import io.latentlake.table.SamplesTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableStore;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every VAE, trained by two workers, through every command that makes numbers of it. */
class VariationalKindsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv-vae | kl",
        "conv-vae model.conv-vae.free-bits=0.5 model.beta=0.7 | kl free_bits",
        "dense-vae model.hidden=[20] model.dense-vae.capacity=4 model.beta=3 | kl capacity",
        "beta-tc-vae | kl mutual_information total_correlation dimension_wise_kl",
        "info-vae model.info-vae.kernel=rbf model.beta=0.1 | kl mmd",
        "iw-vae model.iw-vae.draws=3 | kl negative_iw_bound",
      })
  void itsElboIsTrueWhateverItsLossIs(String model, String terms) {
    StringWriter err = new StringWriter();
    List<String> assignments =
        new ArrayList<>(
            List.of(
                "steps=generate,ingest,train,score,embed,sample,report",
                "model.latent=3",
                "model.channels=[4, 5]",
                "train.workers=2",
                "train.averaging-frequency=1",
                "train.epochs=2",
                "train.beta-warmup-epochs=1",
                "sample.draws=5"));
    assignments.addAll(List.of(("model.kind=" + model).split(" ")));
    int status = SmallPipeline.run(folder, 16, err, assignments.toArray(String[]::new));
    assertThat(status).as(err.toString()).isZero();

    ModelOptions options =
        ModelPackage.read(new Configuration(), folder.resolve("out/models/model").toString())
            .options();
    TableStore store = new TableStore(LocalSpark.session(), folder.resolve("out").toString());
    assertHistory(store, options, terms);
    List<Row> scores =
        store
            .read(ScoresTable.key("default", "model"), ScoresTable.SCHEMA)
            .join(
                store
                    .read(EmbeddingsTable.key("default", "model"), EmbeddingsTable.SCHEMA)
                    .select(
                        EmbeddingsTable.IMAGE_ID,
                        EmbeddingsTable.EMBEDDING,
                        EmbeddingsTable.LOG_VARIANCE),
                EmbeddingsTable.IMAGE_ID)
            .collectAsList();
    assertThat(scores).hasSizeGreaterThan(16);
    for (Row row : scores) {
      double kl = row.getAs(ScoresTable.KL_NATS);
      assertThat(kl).isCloseTo(kl(row), within(1e-4 * Math.max(1, kl)));
      double nats = row.getAs(ScoresTable.RECONSTRUCTION_NATS);
      assertThat(row.<Double>getAs(ScoresTable.NEGATIVE_ELBO_NATS))
          .isCloseTo(nats + kl, within(1e-6 * nats));
    }
    assertThat(
            store
                .read(SamplesTable.key("model"), SamplesTable.SCHEMA)
                .where("kind = 'prior'")
                .count())
        .isEqualTo(5);
  }

  private static void assertHistory(TableStore store, ModelOptions options, String terms) {
    List<Row> history =
        store
            .read(HistoryTable.key("default", "model"), HistoryTable.SCHEMA)
            .orderBy("epoch", "split")
            .collectAsList();
    assertThat(history).hasSizeGreaterThanOrEqualTo(2);
    for (Row epoch : history) {
      Map<String, Double> found = epoch.getJavaMap(epoch.fieldIndex(HistoryTable.TERMS));
      List<String> names = new ArrayList<>(List.of("reconstruction"));
      names.addAll(Arrays.asList(terms.split(" ")));
      assertThat(found).containsOnlyKeys(names);
      double kl = epoch.getAs(HistoryTable.KL_NATS);
      assertThat(kl).isPositive().isEqualTo(found.get("kl"));
      double nats = epoch.getAs(HistoryTable.RECONSTRUCTION_NATS);
      assertThat(epoch.<Double>getAs(HistoryTable.NEGATIVE_ELBO_NATS))
          .isCloseTo(nats + kl, within(1e-6 * nats));
    }
    // after the warm-up of an epoch, each term has its whole weight in each image's loss
    Row last = history.get(history.size() - 1);
    Map<String, Double> found = last.getJavaMap(last.fieldIndex(HistoryTable.TERMS));
    double loss = 0;
    for (WeightedTerm weighted : options.lossTerms()) {
      loss += weighted.weight() * found.get(weighted.term().name());
    }
    assertThat(last.<Double>getAs(HistoryTable.LOSS)).isCloseTo(loss, within(1e-6 * loss));
  }

  private static double kl(Row row) {
    List<Float> mean = row.getList(row.fieldIndex(EmbeddingsTable.EMBEDDING));
    List<Float> logVariance = row.getList(row.fieldIndex(EmbeddingsTable.LOG_VARIANCE));
    double nats = 0;
    for (int unit = 0; unit < mean.size(); unit++) {
      double m = mean.get(unit);
      double l = logVariance.get(unit);
      nats += (m * m + Math.exp(l) - l - 1) / 2;
    }
    return nats;
  }
}
