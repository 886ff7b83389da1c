package io.latentlake.ml;

import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLWriter;
import scala.Option;

/** Saves params as other stages do, and the model as a package beside them. */
final class ModelWriter extends MLWriter {
  private static final String FOLDER = "/model";

  private final AutoencoderModel model;

  ModelWriter(AutoencoderModel model) {
    this.model = model;
  }

  @Override
  public void saveImpl(String path) {
    DefaultParamsWriter.saveMetadata(model, path, sc(), Option.empty(), Option.empty());
    model.modelPackage().write(sc().hadoopConfiguration(), location(path));
  }

  /** Where the package lies below the folder of a saved model. */
  static String location(String path) {
    return path + FOLDER;
  }
}
