/** Numbers that say how odd an image is to a model, a small file each. */
package io.latentlake.model.anomaly;
