"""The page: FastAPI that mounts Gradio. Shows and passes on; decides nothing about the plan or the conversation."""
