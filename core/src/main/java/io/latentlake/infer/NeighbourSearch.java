package io.latentlake.infer;

import static org.apache.spark.sql.functions.col;

import io.latentlake.explain.example.LatentBlock;
import io.latentlake.score.EmbedOptions;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.NeighboursTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Finds the nearest training images of every image in the latent, exactly: each image is compared
 * with each training image, on the executors. The latents of the training images go there in blocks
 * of bounded size, which Spark moves to disk where memory is short. The result depends neither on
 * partitions nor on blocks.
 */
public final class NeighbourSearch implements LatentSearch {
  private static final long MIB = 1L << 20;

  private final Dataset<Row> embeddings;
  private final int most;
  private final long bytes;
  private final List<Broadcast<LatentBlock>> blocks = new ArrayList<>();
  private long references;

  /**
   * Brings the latents of the training images together, block by block; to be closed when the rows
   * have been written.
   *
   * @param embeddings rows of the embeddings table under one model
   * @param options how many neighbours, and how large a block
   */
  public NeighbourSearch(Dataset<Row> embeddings, EmbedOptions options) {
    this(embeddings, options.neighbours(), options.neighbourBlock() * MIB);
  }

  NeighbourSearch(Dataset<Row> embeddings, int most, long bytes) {
    this.embeddings = embeddings.select(EmbeddedImage.columns());
    this.most = most;
    this.bytes = bytes;
    Iterator<LatentBlock> found =
        embeddings
            .where(col(EmbeddingsTable.SPLIT).equalTo(ImagesTable.TRAIN))
            .select(EmbeddedImage.columns())
            .toJavaRDD()
            .mapPartitions(rows -> new LatentBlocks(rows, bytes))
            .toLocalIterator();
    List<LatentBlock> next = new ArrayList<>();
    int count = 0;
    while (found.hasNext()) {
      LatentBlock part = found.next();
      if (!next.isEmpty() && (count + part.count()) * LatentBlock.bytes(part.units()) > bytes) {
        share(next);
        count = 0;
      }
      next.add(part);
      count += part.count();
    }
    if (!next.isEmpty()) {
      share(next);
    }
  }

  private void share(List<LatentBlock> parts) {
    LatentBlock block = LatentBlock.of(parts);
    parts.clear();
    references += block.count();
    blocks.add(
        JavaSparkContext.fromSparkContext(embeddings.sparkSession().sparkContext())
            .broadcast(block));
  }

  /**
   * As many neighbours as asked for, or all training images but the image itself where they are
   * fewer.
   */
  @Override
  public long rowCount(long images) {
    return (images - references) * Math.min(most, references)
        + references * Math.min(most, references - 1);
  }

  @Override
  public Dataset<Row> rows(LongAccumulator done) {
    int neighbours = most;
    long atATime = bytes;
    List<Broadcast<LatentBlock>> shared = List.copyOf(blocks);
    MapPartitionsFunction<Row, Row> search =
        images -> new NeighbourRows(images, shared, neighbours, atATime, done);
    return spread().mapPartitions(search, Encoders.row(NeighboursTable.SCHEMA));
  }

  /** Small files make few partitions, but comparing takes far longer than sending them around. */
  private Dataset<Row> spread() {
    int cores = embeddings.sparkSession().sparkContext().defaultParallelism();
    return embeddings.toJavaRDD().getNumPartitions() < cores
        ? embeddings.repartition(cores)
        : embeddings;
  }

  @Override
  public void close() {
    blocks.forEach(Broadcast::destroy);
  }
}
