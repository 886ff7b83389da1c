package io.latentlake.train;

import io.latentlake.image.augment.Augmentations;
import io.latentlake.model.Binarisation;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.TrainingArrays;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.nd4j.common.loader.Source;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Turns the description of a minibatch into its arrays, on the executor, from the images table.
 * Everything random in them depends on the seed, the image and the epoch alone.
 */
final class ImageLoader implements MultiDataSetLoader {
  private static final long serialVersionUID = 1L;

  /**
   * What stays the same throughout a training; broadcast once.
   *
   * @param arrays makes the arrays a network trains on
   * @param augmentations what the images undergo first
   * @param binarisation whether their pixels become 0 or 1 then
   * @param seed seed of the order within row groups and of all that is drawn
   */
  record Setup(
      TrainingArrays arrays, Augmentations augmentations, Binarisation binarisation, long seed)
      implements Serializable {}

  private final ImageReader images;
  private final Broadcast<Setup> setup;
  private final double[] weights;

  /**
   * Prepares to load.
   *
   * @param images reads the images
   * @param setup what stays the same
   * @param weights of the model's loss terms in these minibatches
   */
  ImageLoader(ImageReader images, Broadcast<Setup> setup, double[] weights) {
    this.images = images;
    this.setup = setup;
    this.weights = weights.clone();
  }

  @Override
  public MultiDataSet load(Source source) {
    return load(Minibatch.parse(source.getPath()));
  }

  MultiDataSet load(Minibatch minibatch) {
    Setup all = setup.getValue();
    ImageReader.Images read = images.shuffled(minibatch, all.seed());
    float[] noise =
        new KeyedNoise(KeyedNoise.Purpose.TRAINING, all.seed())
            .minibatch(read.imageIds(), minibatch.epoch(), all.arrays().noiseSize());
    KeyedNoise augmentation = new KeyedNoise(KeyedNoise.Purpose.AUGMENTATION, all.seed());
    KeyedNoise corruption = new KeyedNoise(KeyedNoise.Purpose.CORRUPTION, all.seed());
    byte[][] augmented =
        all.augmentations()
            .of(
                read.pixels(),
                image -> augmentation.random(read.imageIds()[image], minibatch.epoch()));
    return all.arrays()
        .minibatch(
            all.binarisation()
                .inTraining(read.imageIds(), augmented, all.seed(), minibatch.epoch()),
            read.labels(),
            noise,
            image -> corruption.random(read.imageIds()[image], minibatch.epoch()),
            weights);
  }
}
