from service.rollup.verifying.verification import Difference, Verification, differences, verify

__all__ = ["Difference", "Verification", "differences", "verify"]
