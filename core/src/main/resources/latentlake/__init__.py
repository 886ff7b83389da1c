"""The autoencoder as stages of Spark ML pipelines.

Needs PySpark 3.5, and the jar that this file is in on the class path of Spark:

    spark-submit --jars latentlake-jobs.jar --py-files latentlake-jobs.jar program.py
"""
import sys

from pyspark import keyword_only
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel

__all__ = ["AutoencoderEstimator", "AutoencoderModel"]

_JAVA_PACKAGE = "io.latentlake.ml"


class _Reader(JavaMLReader):
    @classmethod
    def _java_loader_class(cls, clazz):
        return _JAVA_PACKAGE + "." + clazz.__name__


class _Readable(JavaMLReadable):
    @classmethod
    def read(cls):
        """Returns a reader of what was saved."""
        return _Reader(cls)


class _FrameParams(Params):
    """Params that estimator and model share; explainParams() of a stage says more of each."""

    seed = Param(Params._dummy(), "seed", "seed", TypeConverters.toInt)
    imageColumn = Param(Params._dummy(), "imageColumn", "data.image-column", TypeConverters.toString)
    labelColumn = Param(Params._dummy(), "labelColumn", "data.label-column", TypeConverters.toString)
    idColumn = Param(Params._dummy(), "idColumn", "data.id-column", TypeConverters.toString)
    map = Param(Params._dummy(), "map", "attribution method", TypeConverters.toString)
    outputPrefix = Param(Params._dummy(), "outputPrefix", "names of appended columns", TypeConverters.toString)
    handleInvalid = Param(Params._dummy(), "handleInvalid", "rows whose image cannot be decoded", TypeConverters.toString)
    options = Param(Params._dummy(), "options", "other keys of a pipeline file, each as path.to.key=value", TypeConverters.toListString)

    def setSeed(self, value):
        """Sets the seed of every random draw."""
        return self._set(seed=value)

    def setImageColumn(self, value):
        """Sets the column of images."""
        return self._set(imageColumn=value)

    def setLabelColumn(self, value):
        """Sets the column of labels."""
        return self._set(labelColumn=value)

    def setIdColumn(self, value):
        """Sets the column of image ids."""
        return self._set(idColumn=value)

    def setMap(self, value):
        """Sets the attribution method whose map is appended."""
        return self._set(map=value)

    def setOutputPrefix(self, value):
        """Sets what the names of appended columns begin with."""
        return self._set(outputPrefix=value)

    def setHandleInvalid(self, value):
        """Sets whether to keep, with nulls, or skip rows whose image cannot be decoded, or error."""
        return self._set(handleInvalid=value)

    def setOptions(self, *value):
        """Sets other keys of the configuration, each as path.to.key=value."""
        return self._set(options=list(value))


class AutoencoderModel(JavaModel, _FrameParams, JavaMLWritable, _Readable):
    """Appends reconstruction error, anomaly score, verdict and embedding to rows with images."""

    @staticmethod
    def fromPackage(uri):
        """Uses a model that command train wrote: OUTPUT/models/MODEL_ID."""
        return AutoencoderModel._from_java(_Reader._load_java_obj(AutoencoderModel).fromPackage(uri))


class AutoencoderEstimator(JavaEstimator, _FrameParams, JavaMLWritable, _Readable):
    """Learns an autoencoder from the images of a data frame."""

    kind = Param(Params._dummy(), "kind", "model.kind", TypeConverters.toString)
    latent = Param(Params._dummy(), "latent", "model.latent", TypeConverters.toInt)
    channels = Param(Params._dummy(), "channels", "model.channels", TypeConverters.toListInt)
    anomalyScore = Param(Params._dummy(), "anomalyScore", "model.anomaly-score", TypeConverters.toString)
    height = Param(Params._dummy(), "height", "data.height", TypeConverters.toInt)
    width = Param(Params._dummy(), "width", "data.width", TypeConverters.toInt)
    color = Param(Params._dummy(), "color", "data.color", TypeConverters.toString)
    splitColumn = Param(Params._dummy(), "splitColumn", "data.split-column", TypeConverters.toString)
    epochs = Param(Params._dummy(), "epochs", "train.epochs", TypeConverters.toInt)
    workers = Param(Params._dummy(), "workers", "train.workers", TypeConverters.toInt)
    workFolder = Param(Params._dummy(), "workFolder", "folder that driver and executors share", TypeConverters.toString)

    @keyword_only
    def __init__(self, *, kind=None, latent=None, channels=None, anomalyScore=None, height=None, width=None, color=None,
                 splitColumn=None, epochs=None, workers=None, workFolder=None, seed=None, imageColumn=None,
                 labelColumn=None, idColumn=None, map=None, outputPrefix=None, handleInvalid=None,
                 options=None):
        super().__init__()
        self._java_obj = self._new_java_obj(_JAVA_PACKAGE + ".AutoencoderEstimator", self.uid)
        self._set(**self._input_kwargs)

    def _create_model(self, java_model):
        return AutoencoderModel(java_model)

    def setKind(self, value):
        """Sets the kind of model."""
        return self._set(kind=value)

    def setLatent(self, value):
        """Sets the units of the embedding."""
        return self._set(latent=value)

    def setChannels(self, *value):
        """Sets the channels of each stage of convolutions."""
        return self._set(channels=list(value))

    def setAnomalyScore(self, value):
        """Sets the score that images are ranked by."""
        return self._set(anomalyScore=value)

    def setHeight(self, value):
        """Sets the height that images are brought to."""
        return self._set(height=value)

    def setWidth(self, value):
        """Sets the width that images are brought to."""
        return self._set(width=value)

    def setColor(self, value):
        """Sets grey, rgb or auto."""
        return self._set(color=value)

    def setSplitColumn(self, value):
        """Sets the column that tells which images are to train."""
        return self._set(splitColumn=value)

    def setEpochs(self, value):
        """Sets the passes over the training images."""
        return self._set(epochs=value)

    def setWorkers(self, value):
        """Sets the tasks that train at the same time."""
        return self._set(workers=value)

    def setWorkFolder(self, value):
        """Sets the folder that driver and executors share while a model is trained."""
        return self._set(workFolder=value)


# PySpark imports the Python class of a saved stage by the name of its Java class.
sys.modules[_JAVA_PACKAGE] = sys.modules[__name__]
