/** Reconstruction losses, a small file each. */
package io.latentlake.model.loss;
