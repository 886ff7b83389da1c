package io.latentlake.bench;

import io.latentlake.config.Options;
import io.latentlake.progress.Progress;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.TableStore;
import io.latentlake.train.RoundCost;
import io.latentlake.train.TrainOptions;
import io.latentlake.train.TrainRequest;
import io.latentlake.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Trains on an images table by parameter averaging, once to warm up and once for the clock, and
 * prints {@code averaging_round_images_per_second 1234.5}.
 *
 * <p>Arguments: folder of the tables, network, minibatch, workers, {@code OURS} or {@code STOCK}.
 */
final class AveragingRounds {
  private static final int AVERAGING_FREQUENCY = 5;
  private static final int EPOCHS = 2;
  private static final double MILLIS = 1000;

  private final SparkSession spark;
  private final String folder;
  private final Network network;
  private final int minibatch;
  private final int workers;

  private AveragingRounds(
      SparkSession spark, String folder, Network network, int minibatch, int workers) {
    this.spark = spark;
    this.folder = folder;
    this.network = network;
    this.minibatch = minibatch;
    this.workers = workers;
  }

  /** Trains and prints. */
  public static void main(String[] arguments) {
    SparkSession spark = SparkSession.builder().appName("bench").getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    AveragingRounds rounds =
        new AveragingRounds(
            spark,
            arguments[0],
            Network.valueOf(arguments[1]),
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]));
    double rate = Engine.valueOf(arguments[4]) == Engine.OURS ? rounds.ours() : rounds.stock();
    System.out.println("averaging_round_images_per_second " + rate);
    System.exit(0);
  }

  /** Time of the rounds alone, as training reports it. */
  private double ours() {
    TrainRequest request =
        new TrainRequest(
            folder,
            "bench",
            network.options(),
            Options.of(
                TrainOptions.class,
                "epochs=" + EPOCHS,
                "minibatch=" + minibatch,
                "workers=" + workers,
                "averaging-frequency=" + AVERAGING_FREQUENCY),
            OurNetwork.SEED,
            Map.of());
    Trainer.of(spark, request).train(Progress.NONE, () -> false);
    Trainer trainer = Trainer.of(spark, request);
    RoundCost cost = trainer.train(Progress.NONE, () -> false).cost();
    return EPOCHS * trainer.plan().trainImages() / (cost.totalMs() / MILLIS);
  }

  /** Time of whole fits over minibatches that the first fit laid ready on disk. */
  private double stock() {
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    List<MultiDataSet> minibatches = minibatches();
    JavaRDD<MultiDataSet> data = context.parallelize(minibatches, workers).cache();
    ParameterAveragingTrainingMaster master =
        new ParameterAveragingTrainingMaster.Builder(workers, minibatch)
            .batchSizePerWorker(minibatch)
            .averagingFrequency(AVERAGING_FREQUENCY)
            .workerPrefetchNumBatches(0)
            .exportDirectory(folder + "/exported")
            .build();
    SparkComputationGraph graph =
        new SparkComputationGraph(context, StockNetwork.build(network).getConfiguration(), master);
    graph.fitMultiDataSet(data);
    long began = System.nanoTime();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      graph.fitMultiDataSet(data);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    return EPOCHS
        * minibatches.stream().mapToLong(one -> one.getFeatures(0).size(0)).sum()
        / seconds;
  }

  private List<MultiDataSet> minibatches() {
    List<Row> rows =
        new TableStore(spark, folder)
            .read(ImagesTable.key("bench"), ImagesTable.SCHEMA)
            .where(ImagesTable.SPLIT + " = 'train'")
            .select(ImagesTable.IMAGE_ID, ImagesTable.PIXELS)
            .collectAsList();
    List<MultiDataSet> minibatches = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += minibatch) {
      List<Row> some = rows.subList(from, Math.min(rows.size(), from + minibatch));
      DrawnImages images =
          new DrawnImages(
              network.shape(),
              some.stream().map(row -> row.getString(0)).toArray(String[]::new),
              some.stream().map(row -> (byte[]) row.get(1)).toArray(byte[][]::new));
      minibatches.add(StockNetwork.minibatch(network, images));
    }
    return minibatches;
  }
}
