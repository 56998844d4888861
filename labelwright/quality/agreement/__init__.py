"""How alike independent labels are: percent agreement, kappas, alpha and its kin. One file a method."""
