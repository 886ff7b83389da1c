package io.latentlake.ml;

import io.latentlake.model.ModelPackage;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import scala.Option;

/** Reads what {@link ModelWriter} saved. */
final class ModelReader extends MLReader<AutoencoderModel> {
  @Override
  public AutoencoderModel load(String path) {
    DefaultParamsReader.Metadata saved =
        DefaultParamsReader.loadMetadata(path, sc(), AutoencoderModel.class.getName());
    AutoencoderModel model =
        new AutoencoderModel(
            saved.uid(), ModelPackage.read(sc().hadoopConfiguration(), ModelWriter.location(path)));
    saved.getAndSetParams(model, Option.empty());
    return model;
  }
}
