"""Lo común a los dos corpus de voz sintética: hablantes, frases, síntesis, acabado y archivos."""
