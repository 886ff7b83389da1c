package io.latentlake.infer;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.Posterior;
import io.latentlake.observe.ImageWork;
import io.latentlake.table.EmbeddingsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;

/** Computes embeddings of images. */
@SuppressWarnings("try") // a memory scope is only opened and closed
final class EmbedWork implements InferenceWork {
  private static final long serialVersionUID = 1L;

  private final int minibatch;

  EmbedWork(int minibatch) {
    this.minibatch = minibatch;
  }

  @Override
  public StructType schema() {
    return EmbeddingsTable.SCHEMA;
  }

  @Override
  public ImageWork counted() {
    return ImageWork.EMBEDDED;
  }

  @Override
  public int minibatch() {
    return minibatch;
  }

  @Override
  public Task open(InferenceModel model) {
    return images -> rows(model, images);
  }

  private static List<Row> rows(InferenceModel model, ImageMinibatch images) {
    try (MemoryWorkspace scope = model.scope()) {
      Posterior posterior = model.encode(model.input(images.pixels()));
      float[][] means = OffHeap.rows(posterior.mean());
      Optional<float[][]> logVariances = posterior.logVariance().map(OffHeap::rows);
      Optional<int[]> map = model.mapShape();
      Optional<int[][]> codes = model.codeIndices(posterior);
      List<Row> rows = new ArrayList<>(images.count());
      for (int i = 0; i < images.count(); i++) {
        int image = i;
        rows.add(
            EmbeddingsTable.row(
                images.imageIds()[i],
                images.splits()[i],
                images.label(i),
                means[i],
                logVariances.map(values -> values[image]),
                images.sourceKey(i),
                codes.map(indices -> indices[image]),
                map));
      }
      return rows;
    }
  }
}
