"""The main job between real servers: its parts, played by main_job_test.py."""
