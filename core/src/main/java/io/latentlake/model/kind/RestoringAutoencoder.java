package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.image.defect.DrawnDefects;
import io.latentlake.model.Corruption;
import io.latentlake.model.DefectSegmentation;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Reconstruction;
import io.latentlake.model.UsualTraining;
import io.latentlake.model.WeightedTerm;
import java.util.List;
import java.util.Optional;

/**
 * {@code restoring-ae}: an autoencoder with skip connections that learns to undo defects which are
 * drawn onto normal images, and to mark where they are.
 */
public final class RestoringAutoencoder implements ModelKind {
  /** More pixels in a minibatch would take gigabytes, and hours for as many steps. */
  private static final int MINIBATCH_PIXELS = 1 << 18;

  @Override
  public String name() {
    return "restoring-ae";
  }

  @Override
  public String inWords() {
    return "restoring autoencoder";
  }

  @Override
  public boolean findsDefects() {
    return true;
  }

  @Override
  public Optional<Corruption> corruption(ModelOptions options) {
    return Optional.of(DrawnDefects::draw);
  }

  @Override
  public List<WeightedTerm> lossTerms(ModelOptions options) {
    return List.of(
        WeightedTerm.constant(new Reconstruction(options.reconstructionLoss()), 1),
        WeightedTerm.constant(new DefectSegmentation(), 1));
  }

  @Override
  public List<Integer> usualChannels() {
    return List.of(16, 32, 64, 128);
  }

  @Override
  public UsualTraining usualTraining(Shape image) {
    int fitting = MINIBATCH_PIXELS / (image.height() * image.width());
    return new UsualTraining(5, 800, 20, Math.max(4, Math.min(32, fitting)), 0.05);
  }

  @Override
  public String usualAnomalyScore() {
    return "defect_top";
  }

  @Override
  public String usualAnomalyScoreOfValidated() {
    return "defect_and_ssim";
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    return new SkippingNetwork(options, image).architecture();
  }
}
