//! Question to typed query plan to SQL, without a model.
