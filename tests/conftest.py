"""What all tests share."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A shared machine stalls: a slow draw is no finding. A failure prints the seed that brings it back.
settings.register_profile("tocsin", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("tocsin")
