package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.HistoryTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableStore;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model with a codebook, trained by two workers. */
class VectorQuantisedPipelineTest {
  @TempDir private Path folder;

  @Test
  void embeddingsAreMadeOfVectorsOfTheCodebook() throws Exception {
    StringWriter err = new StringWriter();
    int status =
        SmallPipeline.run(
            folder,
            16,
            err,
            "steps=generate,ingest,train,score,embed,explain,report",
            "model.kind=vq-vae",
            "model.latent=6",
            "model.channels=[4, 5]",
            "model.vq-vae.codes=5",
            "model.vq-vae.code-size=3",
            "model.vq-vae.commitment=0.5",
            "train.workers=2",
            "train.averaging-frequency=1",
            "train.epochs=2",
            "explain.methods=[saliency]");
    assertThat(status).as(err.toString()).isZero();

    TableStore store = new TableStore(LocalSpark.session(), folder.resolve("out").toString());
    List<Row> embeddings =
        store.read(EmbeddingsTable.key("default", "model"), EmbeddingsTable.SCHEMA).collectAsList();
    assertThat(embeddings).hasSizeGreaterThan(16);
    Map<Integer, List<Float>> vectors = new HashMap<>();
    for (Row row : embeddings) {
      List<Float> embedding = row.getList(row.fieldIndex(EmbeddingsTable.EMBEDDING));
      assertThat(embedding).hasSize(6);
      List<Integer> indices = row.getList(row.fieldIndex(EmbeddingsTable.CODE_INDICES));
      assertThat(indices).hasSize(2).allSatisfy(index -> assertThat(index).isBetween(0, 4));
      for (int position = 0; position < 2; position++) {
        List<Float> vector = embedding.subList(3 * position, 3 * position + 3);
        assertThat(vectors.putIfAbsent(indices.get(position), vector)).isIn(null, vector);
      }
      assertThat(row.isNullAt(row.fieldIndex(EmbeddingsTable.LOG_VARIANCE))).isTrue();
    }
    assertThat(vectors.values()).doesNotHaveDuplicates().hasSizeBetween(2, 5);
    for (Row row :
        store.read(ScoresTable.key("default", "model"), ScoresTable.SCHEMA).collectAsList()) {
      assertThat(row.<Double>getAs(ScoresTable.ANOMALY_SCORE)).isPositive();
      assertThat(row.isNullAt(row.fieldIndex(ScoresTable.NEGATIVE_ELBO_NATS))).isTrue();
    }
    for (Row epoch :
        store.read(HistoryTable.key("default", "model"), HistoryTable.SCHEMA).collectAsList()) {
      Map<String, Double> terms = epoch.getJavaMap(epoch.fieldIndex(HistoryTable.TERMS));
      assertThat(terms).containsOnlyKeys("reconstruction", "commitment", "codebook_disuse");
      assertThat(terms.get("codebook_disuse")).isBetween(0.0, Math.log(5));
      assertThat(epoch.<Double>getAs(HistoryTable.LOSS))
          .isCloseTo(terms.get("reconstruction") + 0.5 * terms.get("commitment"), within(1e-3));
    }
    assertThat(Files.readString(folder.resolve("out/report.html")))
        .contains("vector-quantised autoencoder")
        .contains("Codebook disuse");
  }
}
